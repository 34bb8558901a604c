"""The user guide: chapters in Markdown, and what makes their pictures and terminal outputs."""
