"""A newsroom's own template: opened, its styles measured, merged with ours."""
