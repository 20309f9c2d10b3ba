"""Our commands, added to those of Scrapy."""
