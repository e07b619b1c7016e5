"""How fast the product is, measured against bare Flask on the same rows: `make bench N=10000 DB=sqlite`.

`stories` says who applies and how far each gets; `ground` prepares an empty database by the verbs;
`filling` writes the stories in bulk, as the verbs would have left them; so does `careers_filling` with the
people at work and their closed months, of whom `careers_stories` tells and for whom `workplace` prepares;
`classroom` makes classes with their exams, by the verbs. `floor` shows the same rows with nothing in
between; `servers` starts both for real; `pages`, `moving` and `memory` measure, `in_training` and
`in_careers` say which pages; `report` prints. Times are printed, never asserted: a machine has its moods.
"""
