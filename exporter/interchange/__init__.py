"""The model as JSON, its schema, and the record that outputs carry."""
