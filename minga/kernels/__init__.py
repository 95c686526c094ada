"""Pure kernels: values and arrays in, values and arrays out; no Django, no files, no clock."""
