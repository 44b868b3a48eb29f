package calibrate
import ("testing";"os";"time")
func TestX(t *testing.T){
 for _,f:=range []string{"training","inference"}{
 d,_:=os.ReadFile("/work/shared/validation/"+f+".yaml")
 s:=time.Now()
 r,err:=ParseRows(f,d)
 t.Log(len(r),err,time.Since(s))
 }
 d,_:=os.ReadFile("/work/shared/facts/chips.yaml")
 s:=time.Now()
 c,err:=ParseChips("chips",d)
 t.Log(len(c),err,time.Since(s))
}
