"""What the product comes with: plain text in both languages, published once by `founding.found`.

An administrator changes all of it in the product; changing it here alters new installations only.
"""
