"""How far the whole tool is from the truth, measured from pixels on rendered athletes."""
