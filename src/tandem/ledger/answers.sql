-- How long destinations took to answer: so many requests at most so many seconds. Longer than the last bound stands under -1.

CREATE TABLE answer_tally (
    destination TEXT    NOT NULL,
    bound       REAL    NOT NULL,
    requests    INTEGER NOT NULL,
    seconds     REAL    NOT NULL,
    PRIMARY KEY (destination, bound)
) WITHOUT ROWID;
