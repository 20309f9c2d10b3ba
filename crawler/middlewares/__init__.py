"""Scrapy middlewares, one behaviour in each module; ``settings`` gives their order and why."""
