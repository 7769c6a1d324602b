"""Meta Lead Ads: a form that was sent inside Facebook or Instagram, told by the page's `leadgen` webhook."""
