"""Diagrams, drawn when the site is built: SVG with real text, links and the theme's colours; never a picture of text.

`text` tells how wide words are, `graph` what a graph holds, `layout` where its boxes go, `boxes` draws them; `chips`
draws bands of small boxes, and `figure` puts a wide and a narrow drawing on a page with their equivalent in words.
"""
