"""Calendly: an appointment that was made is a Schedule. https://developer.calendly.com/api-docs/overview/webhooks"""
