"""What Stripe sends by itself: received, verified and noted as a bell for ``follow``; and the endpoint it is sent to.

An event is a doorbell: it says what to ask for. Nothing of its body becomes data.
"""
