"""Pieces of pages that stand alone: markup, plots, tables, numbers in words, style."""
