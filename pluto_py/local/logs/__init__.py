"""CloudWatch Logs over plain files: what functions print, kept per log group, rotated, bounded.

`events` is the line format, `segments` a group's rotated files, `groups` all groups and the sink that
functions write to, `reading` the pages of a query, `filter_pattern` its filter, `service` the API.
"""
