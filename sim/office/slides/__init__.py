"""Slides: what each kind of chart, table and story looks like on them, and the charts that PowerPoint can edit."""
