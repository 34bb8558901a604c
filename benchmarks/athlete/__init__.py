"""Rendered athletes: people whose every joint angle is known, because we posed them."""
