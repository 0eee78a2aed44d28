"""On which page an article probably begins: lines counted as LibreOffice would set them."""
