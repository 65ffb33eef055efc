"""The windows, through their real widgets."""
