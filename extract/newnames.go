package extract

func (d *doc) newNames() []NewName { return nil }
