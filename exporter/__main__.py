"""`python -m exporter` is the same as the command `exporter`."""

from exporter.cli import main

raise SystemExit(main())
