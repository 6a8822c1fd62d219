"""Sheets of the workbook: cells, tables, native charts."""
