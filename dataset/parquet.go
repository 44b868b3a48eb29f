package dataset

import (
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"

	"assay/evidence"
)

// Parquet writes a table as one Parquet file, Zstandard-compressed. Text and
// lists are strings, what is not known is null. Title, description and units
// stand in the file's metadata.
func Parquet(w io.Writer, t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	row := rowType(t.Columns)
	schema := parquet.NewSchema(t.Name, parquet.SchemaOf(reflect.New(row).Interface()))
	opts := []parquet.WriterOption{schema, parquet.Compression(&parquet.Zstd), parquet.CreatedBy("assay", "", ""),
		parquet.KeyValueMetadata("title", t.Title), parquet.KeyValueMetadata("description", t.Description)}
	for _, c := range t.Columns {
		if c.Unit != "" {
			opts = append(opts, parquet.KeyValueMetadata("unit:"+c.Name, c.Unit))
		}
	}
	out := parquet.NewWriter(w, opts...)
	v := reflect.New(row)
	for _, values := range t.Rows {
		fill(v.Elem(), values)
		if err := out.Write(v.Interface()); err != nil {
			return evidence.Wrap(err, "write %s as Parquet", t.Name)
		}
	}
	return evidence.Wrap(out.Close(), "write %s as Parquet", t.Name)
}

// rowType is a struct with one field a column, since the library reads its
// schema from Go types.
func rowType(cols []Column) reflect.Type {
	fields := make([]reflect.StructField, len(cols))
	for i, c := range cols {
		tag := `parquet:"` + c.Name + `,optional"`
		var t reflect.Type
		switch c.Type {
		case Integer:
			t = reflect.TypeFor[*int64]()
		case Number:
			t = reflect.TypeFor[*float64]()
		case Boolean:
			t = reflect.TypeFor[*bool]()
		case List:
			t, tag = reflect.TypeFor[[]string](), `parquet:"`+c.Name+`,list"`
		default:
			t = reflect.TypeFor[*string]()
		}
		fields[i] = reflect.StructField{Name: fieldName(i), Type: t, Tag: reflect.StructTag(tag)}
	}
	return reflect.StructOf(fields)
}

func fieldName(i int) string {
	name := []byte{'C', '0', '0', '0'}
	for k := 3; k > 0; k-- {
		name[k] = byte('0' + i%10)
		i /= 10
	}
	return string(name)
}

func fill(v reflect.Value, values []any) {
	for i, x := range values {
		f := v.Field(i)
		f.SetZero()
		if x == nil {
			continue
		}
		if f.Kind() == reflect.Pointer {
			p := reflect.New(f.Type().Elem())
			p.Elem().Set(reflect.ValueOf(x))
			f.Set(p)
			continue
		}
		f.Set(reflect.ValueOf(x))
	}
}
