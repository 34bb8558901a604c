"""What one camera can tell of pronation, measured on rendered feet with known eversion."""
