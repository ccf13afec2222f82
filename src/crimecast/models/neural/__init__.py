"""Networks that correct a mixture of past counts, in the optional extra ``crimecast[torch]``."""
