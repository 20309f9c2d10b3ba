"""Reading dead sites from web archives.

A site file with status ``archived`` names where others kept its pages (``crawler.site.WebArchive``): WARC files, or a
CDX index with the captures beside it. An index is asked through the page index like any site, at the site's pace, and
every capture goes into our archive as if it had been fetched then: with its own address and date, and with where it
came from. Cleaning cannot tell the difference.
"""
