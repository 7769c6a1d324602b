"""Typeform: a form that was filled in is a Lead. https://www.typeform.com/developers/webhooks"""
