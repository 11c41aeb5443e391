"""Where an import leads: to the app's own files, the standard library, or an installed distribution."""
