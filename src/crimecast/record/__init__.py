"""How right the forecasts of a city were: what a host publishes of it, and where it is kept."""
