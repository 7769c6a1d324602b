"""Events Manager: Overview, Test Events, Diagnostics. The pages are built from `ui/events_manager/`."""
