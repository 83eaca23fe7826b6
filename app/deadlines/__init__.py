"""Terms and working time. For now only the term as published; the legal clocks stand here later."""
