package plan

// The quantities of the model. Each is a type of its own, so that adding bytes
// to seconds does not compile; a quotient has a named method.
type (
	// Seconds is a duration.
	Seconds float64
	// Bytes is an amount of memory or of traffic.
	Bytes float64
	// FLOP is a count of floating-point operations.
	FLOP float64
	// FLOPRate is operations a second.
	FLOPRate float64
	// ByteRate is bytes a second.
	ByteRate float64
	// Watts is electric power.
	Watts float64
)

// Decimal and binary multiples.
const (
	Giga = 1e9
	Tera = 1e12
	GiB  = Bytes(1 << 30)
)

// At is the time that f operations take at a rate; infinite at rate zero.
func (f FLOP) At(r FLOPRate) Seconds { return Seconds(float64(f) / float64(r)) }

// At is the time that b bytes take at a rate; infinite at rate zero.
func (b Bytes) At(r ByteRate) Seconds { return Seconds(float64(b) / float64(r)) }

// GiB is b in units of 2^30 bytes.
func (b Bytes) GiB() float64 { return float64(b) / float64(GiB) }

// Hours is s in hours.
func (s Seconds) Hours() float64 { return float64(s) / 3600 }

// Milliseconds is s in thousandths of a second.
func (s Seconds) Milliseconds() float64 { return float64(s) * 1000 }

// Precision is the number format of a run's matrix products.
type Precision string

// The precisions. FP16 counts as BF16 (equal rates on every chip here); the
// microscaled and current-scaled variants count as FP8 and FP4.
const (
	BF16 Precision = "bf16"
	FP8  Precision = "fp8"
	FP4  Precision = "fp4"
	INT8 Precision = "int8"
)

// Valid reports whether p is one of the four precisions.
func (p Precision) Valid() bool {
	switch p {
	case BF16, FP8, FP4, INT8:
		return true
	}
	return false
}

// index is the place of p in tables by precision.
func (p Precision) index() int {
	switch p {
	case FP8:
		return 1
	case FP4:
		return 2
	case INT8:
		return 3
	}
	return 0
}

// bytes is the size of one operand element of a matrix product.
func (p Precision) bytes() float64 {
	switch p {
	case FP8, INT8:
		return 1
	case FP4:
		return 0.5625 // 4 bits and one 8-bit scale for each 16 values (NVFP4)
	}
	return 2
}
