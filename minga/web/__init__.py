"""The shell: settings, doors, layouts, the control room, the live stream, the command line."""
