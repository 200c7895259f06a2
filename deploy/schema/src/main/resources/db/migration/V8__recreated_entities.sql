-- A name whose entity was made anew ends the rows of the old one as no longer allowed.
comment on column last_accessed.no_longer_allowed is 'True where it was superseded by a report that does not list the service or action, or because another entity was made with the name.';
