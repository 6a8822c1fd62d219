"""The request level: days of single calls through a serving stack (model §7)."""
