"""Salesforce: outbound messages of a workflow or a flow, as stages of a lead or a deal."""
