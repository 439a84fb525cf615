-- include: base
-- Answers with the store's time in milliseconds.
return whole(now)
