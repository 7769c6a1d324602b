"""The demo: a shop that Tandem is shown with, and the ground it stands on."""
