"""The Pixel's side: `/tr/`, which takes browser events, and a stand-in for Meta's fbevents.js."""
