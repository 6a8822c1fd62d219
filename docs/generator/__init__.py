"""What the generated parts of the documentation are made from: declarations, and the code that they describe."""
