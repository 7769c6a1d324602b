"""HubSpot: changes of contacts and deals, looked up in the CRM, as stages of a lead or facts of an order."""
