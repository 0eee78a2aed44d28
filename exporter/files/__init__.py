"""The edge to the disk: bytes of sources and what stands beside them, safe names, whole files."""
