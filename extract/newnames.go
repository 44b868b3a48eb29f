package extract

func (d *doc) newNames() []NewName { return nil }

func (d *doc) readTable(u *unit) {}
