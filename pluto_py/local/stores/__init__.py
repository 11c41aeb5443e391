"""Services whose behaviour is moto's and whose persistence is ours; one folder each."""
