"""Finding addresses: links of listings, pagers, feeds, sitemaps."""
