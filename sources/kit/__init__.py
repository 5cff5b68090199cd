"""Toolbox for readers of the world: fetching, pages, dates, money, feeds. It knows no funder."""
