"""How dates are written, by language; Django reads it as FORMAT_MODULE_PATH."""
