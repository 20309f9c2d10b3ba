"""The Scrapy project: site files, spiders, archive, page index, commands and the sample web."""
