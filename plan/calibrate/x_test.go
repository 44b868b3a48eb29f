package calibrate

import (
	"assay/plan"
	"fmt"
	"math"
	"os"
	"sort"
	"strings"
	"testing"
	"time"
)

func load(t testing.TB) ([]Row, *Names) {
	d, _ := os.ReadFile("/work/shared/validation/training.yaml")
	r, err := ParseRows("t", d)
	if err != nil {
		t.Fatal(err)
	}
	d, _ = os.ReadFile("/work/shared/facts/chips.yaml")
	c, err := ParseChips("chips", d)
	if err != nil {
		t.Fatal(err)
	}
	d, _ = os.ReadFile("../../data/validation/chips_crosswalk.yaml")
	n, err := NewNames(c, "x", d)
	if err != nil {
		t.Fatal(err)
	}
	return r, n
}

type ob struct {
	o Observation
	j *Job
	l plan.Layout
}

func build(t testing.TB, rows []Row, n *Names, c *plan.Constants) []ob {
	var out []ob
	for i := range rows {
		r := &rows[i]
		j, err := NewJob(r, n)
		if err != nil {
			fmt.Println("SKIP", r.ID, err)
			continue
		}
		e, err := plan.NewEstimator(&j.Model, j.Cluster, j.Run, c)
		if err != nil {
			fmt.Println("SKIP", r.ID, err)
			continue
		}
		f, err := e.Search(j.Want, 1, 1)
		if err != nil {
			fmt.Println("SKIP", r.ID, err)
			continue
		}
		var l plan.Layout
		if len(f.Best) == 0 {
			l = f.Smallest.Layout
			m := f.Smallest.Step.Mem
			if !strings.Contains(r.ID, "kor-mem") {
				fmt.Printf("NOFIT %s %s mem %.0f GiB: w%.0f g%.0f o%.0f a%.0f\n", r.ID, j.Cluster.Chip.ID, m.Total().GiB(), m.Weights.GiB(), m.Gradients.GiB(), m.Optimizer.GiB(), m.Activations.GiB())
			}
		} else {
			l = f.Best[0].Layout
		}
		for _, me := range j.Measures {
			if me.Quantity == MemoryGiB {
				continue
			}
			me := me
			out = append(out, ob{Observation{Row: r, Measured: me.Value, Predict: func(c *plan.Constants) float64 {
				e, _ := plan.NewEstimator(&j.Model, j.Cluster, j.Run, c)
				s := e.Step(&l)
				return j.predict(me, &s)
			}}, j, l})
		}
	}
	return out
}
func stats(name string, v []float64) {
	if len(v) == 0 {
		return
	}
	s := append([]float64{}, v...)
	sort.Float64s(s)
	m := 0.0
	for _, x := range s {
		m += x
	}
	fmt.Printf("%-30s n=%3d median %.1f%% mean %.1f%% p90 %.1f%%\n", name, len(s), 100*s[len(s)/2], 100*m/float64(len(s)), 100*s[int(float64(len(s))*.9)])
}
func TestX(t *testing.T) {
	rows, n := load(t)
	c := plan.Priors()
	obs := build(t, rows, n, &c)
	for iter := 0; iter < 2; iter++ {
		os_ := make([]Observation, len(obs))
		for i := range obs {
			os_[i] = obs[i].o
		}
		st := time.Now()
		var err error
		c, err = Fit(os_)
		fmt.Println("fit", time.Since(st), err, loss(os_, &c))
		if iter == 0 {
			obs = build(t, rows, n, &c)
		}
	}
	for i, k := range plan.ConstantTable {
		fmt.Printf("%-32s %.4g (prior %.3g)\n", k.Name, c[i], k.Prior)
	}
	report(obs, func(o *ob) *plan.Constants { return &c }, true)
	if os.Getenv("CV") != "" {
		cv(obs)
	}
	if os.Getenv("HYP") != "" {
		for _, pp := range []float64{0.15, 0.5, 1.5} {
			for _, pw := range []float64{0.3, 0.7} {
				for _, sp := range []float64{0.3, 0.6} {
					for _, kn := range []float64{0.08, 0.2} {
						priorPull, partialWeight, sourcePower, knee = pp, pw, sp, kn
						fmt.Println("HYP", pp, pw, sp, kn)
						cv(obs)
					}
				}
			}
		}
	}
}
func cv(obs []ob) {
	all := make([]Observation, len(obs))
	for i := range obs {
		all[i] = obs[i].o
	}
	gs := groupsOf(all)
	K := 10
	fold := map[string]int{}
	for i, g := range gs {
		fold[g] = i % K
	}
	cs := make([]plan.Constants, K)
	st := time.Now()
	done := make(chan int, K)
	for k := 0; k < K; k++ {
		go func() {
			var tr []Observation
			for _, o := range all {
				if fold[o.Row.Group()] != k {
					tr = append(tr, o)
				}
			}
			cs[k], _ = Fit(tr)
			done <- k
		}()
	}
	for k := 0; k < K; k++ {
		<-done
	}
	fmt.Println("CV", time.Since(st))
	report(obs, func(o *ob) *plan.Constants { return &cs[fold[o.j.Row.Group()]] }, os.Getenv("CV") == "2")
}
func report(obs []ob, cf func(o *ob) *plan.Constants, rowsToo bool) {
	g := map[string][]float64{}
	for i := range obs {
		o := &obs[i]
		r := o.o.residual(cf(o))
		a := math.Abs(math.Exp(r) - 1)
		if rowsToo {
			e, _ := plan.NewEstimator(&o.j.Model, o.j.Cluster, o.j.Run, cf(o))
			s := e.Step(&o.l)
			T := s.Time
			tt := float64(s.Total) / 100
			fmt.Printf("%c %+6.1f%% %s | mx%.0f at%.0f ve%.0f tp%.0f ep%.0f cp%.0f pp%.0f dp%.0f bub%.0f opt%.0f la%.0f st%.0f | %s\n", o.j.Row.Completeness[0], 100*(math.Exp(r)-1), o.j.Row.ID, float64(T.Matrix)/tt, float64(T.Attention)/tt, float64(T.Vector)/tt, float64(T.TP)/tt, float64(T.EP)/tt, float64(T.CP)/tt, float64(T.PP)/tt, float64(T.DP)/tt, float64(T.Bubble)/tt, float64(T.Optimizer)/tt, float64(T.Launch)/tt, float64(T.Stragglers)/tt, o.l)
		}
		add := func(k string) { g[k] = append(g[k], a) }
		if o.j.Row.Explicit() {
			add("E all")
			add("E src " + o.j.Row.Source.Key)
			if o.j.Row.Moe() {
				add("E moe")
			} else {
				add("E dense")
			}
		} else {
			add("P all")
			add("P src " + o.j.Row.Source.Key)
			if o.j.Cluster.Chip.Country == "CN" {
				add("P domestic")
			}
		}
	}
	var ks []string
	for k := range g {
		ks = append(ks, k)
	}
	sort.Strings(ks)
	for _, k := range ks {
		stats(k, g[k])
	}
	var mm, n float64
	for k, v := range g {
		if strings.HasPrefix(k, "E src") {
			s := append([]float64{}, v...)
			sort.Float64s(s)
			mm += s[len(s)/2]
			n++
		}
	}
	fmt.Printf("macro-median over sources %.1f%%\n", 100*mm/n)
}

func TestI(t *testing.T) {
	_, n := load(t)
	d, _ := os.ReadFile("/work/shared/validation/inference.yaml")
	rows, _ := ParseRows("i", d)
	c := plan.Priors()
	type io struct {
		o Observation
		j *ServeJob
		m Measure
	}
	var obs []io
	for i := range rows {
		r := &rows[i]
		j, err := NewServeJob(r, n)
		if err != nil {
			fmt.Println("SKIP", r.ID, err)
			continue
		}
		if _, _, err = j.Server(&c); err != nil {
			fmt.Println("SKIP", r.ID, err)
			continue
		}
		for _, m := range j.Measures {
			m := m
			obs = append(obs, io{Observation{Row: r, Measured: m.Value, Predict: func(c *plan.Constants) float64 {
				v, s, err := j.Server(c)
				if err != nil {
					return 0
				}
				o := v.Serve()
				return j.predict(m, &o, &s)
			}}, j, m})
		}
	}
	var os_ []Observation
	for _, o := range obs {
		if o.m.Quantity == TTFT {
			continue
		}
		os_ = append(os_, o.o)
	}
	st := time.Now()
	var err error
	if os.Getenv("NOFIT") == "" {
		c, err = Fit(os_)
	}
	fmt.Println("fit", time.Since(st), err)
	for i := decodeFirst; i < plan.NumConstants; i++ {
		fmt.Printf("%-32s %.4g (prior %.3g)\n", plan.ConstantTable[i].Name, c[i], plan.ConstantTable[i].Prior)
	}
	g := map[string][]float64{}
	for _, o := range obs {
		r := o.o.residual(&c)
		a := math.Abs(math.Exp(r) - 1)
		g[o.j.Row.Completeness[:3]+" "+string(o.m.Quantity)] = append(g[o.j.Row.Completeness[:3]+" "+string(o.m.Quantity)], a)
		v, s, _ := o.j.Server(&c)
		sv := v.Serve()
		T := sv.Time
		fmt.Printf("%c %+7.1f%% %s %s meas %.4g | B%d tp%d dp%d ep%d max%d | w%.1f c%.1f a%.1f x%.1f l%.1f la%.1f pf%.0fms fits=%v\n", o.j.Row.Completeness[0], 100*(math.Exp(r)-1), o.m.Quantity, o.j.Row.ID, o.o.Measured, s.Batch, s.TP, s.AttnDP, s.EP, sv.MaxBatch, T.Weights.Milliseconds(), T.Cache.Milliseconds(), T.Arithmetic.Milliseconds(), T.Experts.Milliseconds(), T.Links.Milliseconds(), T.Launch.Milliseconds(), sv.Prefill.Milliseconds(), sv.Fits)
	}
	for k, v := range g {
		stats(k, v)
	}
}

const decodeFirst = 23
