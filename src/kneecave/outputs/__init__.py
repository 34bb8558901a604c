"""An analysis to video, JSON, CSV and HTML; draws what it is given and holds no limit."""
