package spec

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mcheck/mcheck/internal/codec"
)

// viewer turns parts of a state into Values. It knows the sizes of the domains,
// which a Fn does not.
type viewer struct{ sizes map[reflect.Type]int }

// viewable is implemented by the collections of this package.
type viewable interface{ view(viewer) Value }

// Displayed is implemented by types that a model packs tightly, and that people would
// rather see as another value: a set, say. Different values must be displayed
// differently.
type Displayed interface{ Display() any }

var vocabulary = reflect.TypeFor[viewer]().PkgPath()

func (c *compiled[S]) view(s *S) Value { return look(c.viewer(), s) }

func (c *compiled[S]) viewer() viewer {
	d := viewer{sizes: map[reflect.Type]int{}}
	for _, k := range c.Model.Domains {
		d.sizes[k.domain().Type] = k.domain().Size
	}
	return d
}

func look[T any](d viewer, v *T) Value { return d.of(reflect.ValueOf(v).Elem()) }

// of views an addressable value.
func (d viewer) of(v reflect.Value) Value {
	t := v.Type()
	// A struct that embeds a collection has its methods too, but may hold more.
	if c, ok := v.Addr().Interface().(viewable); ok && t.PkgPath() == vocabulary {
		return c.view(d)
	}
	if codec.IsIndex(t) {
		return viewIndex(v)
	}
	if p, ok := v.Interface().(Displayed); ok {
		return d.display(p.Display())
	}
	text := textOf(v)
	switch v.Kind() {
	case reflect.Struct:
		return Value{Kind: RecordValue, Fields: d.fields(nil, v), Text: text}
	case reflect.Array, reflect.Slice:
		out := Value{Kind: ArrayValue, Text: text}
		for k := range v.Len() {
			out.Elems = append(out.Elems, d.of(v.Index(k)))
		}
		return out
	}
	switch {
	case text != "":
		return Value{Atom: text}
	case v.Kind() == reflect.Bool:
		return Value{Atom: v.Bool()}
	case v.Kind() == reflect.String:
		return Value{Atom: v.String()}
	case v.CanInt():
		return Value{Atom: v.Int()}
	}
	return Value{Atom: v.Uint()}
}

// display views a value that is not addressable.
func (d viewer) display(value any) Value {
	v := reflect.New(reflect.TypeOf(value)).Elem()
	v.Set(reflect.ValueOf(value))
	return d.of(v)
}

// fields appends the fields of a struct, those of embedded structs among them.
func (d viewer) fields(out []Field, v reflect.Value) []Field {
	for k := range v.NumField() {
		info, f := v.Type().Field(k), v.Field(k)
		if info.Name == "_" {
			continue
		}
		// Through its address a field can be read whether it is exported or not.
		f = reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
		if info.Anonymous && plain(f.Type()) {
			out = d.fields(out, f)
			continue
		}
		value := d.of(f)
		if f.Kind() == reflect.Array && info.Tag.Get("spec") == "ghost" {
			value = written(f, value)
		}
		out = append(out, Field{Name: variable(info.Name), Value: value})
	}
	return out
}

// written shows of a history array the slots that have been written, by index.
func written(array reflect.Value, all Value) Value {
	out := Value{Kind: FunctionValue}
	for k, e := range all.Elems {
		if !array.Index(k).IsZero() {
			out.Fields = append(out.Fields, Field{Name: strconv.Itoa(k), Value: e})
		}
	}
	return out
}

// variable turns a Go name into that of a TLA+ variable: RMState into rmState.
func variable(name string) string {
	r := []rune(name)
	for k := range r {
		if k > 0 && (!unicode.IsUpper(r[k]) || k+1 < len(r) && unicode.IsLower(r[k+1])) {
			break
		}
		r[k] = unicode.ToLower(r[k])
	}
	return string(r)
}

func viewIndex(v reflect.Value) Value {
	ord := codec.Ord(v.Field(0).Interface().(Index))
	if ord == 0 {
		return Value{}
	}
	if text := textOf(v); text != "" {
		return Value{Atom: text}
	}
	return Value{Atom: fmt.Sprint(strings.ToLower(v.Type().Name()), ord)}
}

// textOf returns what the value's String method says, if there is one that
// copes with the value: that of an enumeration may panic outside of its range,
// which is just when somebody wants to see the state.
func textOf(v reflect.Value) (text string) {
	s, ok := v.Interface().(fmt.Stringer)
	if !ok {
		return ""
	}
	defer func() {
		if recover() != nil {
			text = ""
		}
	}()
	return s.String()
}

func collect[T any](d viewer, kind ValueKind, elems iter.Seq[T]) Value {
	out := Value{Kind: kind}
	for e := range elems {
		out.Elems = append(out.Elems, look(d, &e))
	}
	return out
}

func (f *Fn[I, V, A]) view(d viewer) Value {
	out := Value{Kind: FunctionValue}
	for i := range NewDomain[I](d.sizes[reflect.TypeFor[I]()]).All() {
		out.Fields = append(out.Fields, Field{Name: look(d, &i).String(), Value: look(d, f.At(i))})
	}
	return out
}

func (s *Subset[I]) view(d viewer) Value     { return collect(d, SetValue, s.All()) }
func (s *Set[T]) view(d viewer) Value        { return collect(d, SetValue, s.All()) }
func (b *Bag[T]) view(d viewer) Value        { return collect(d, BagValue, b.All()) }
func (s *Seq[T]) view(d viewer) Value        { return collect(d, SequenceValue, s.Values()) }
func (s *Vec[T, A]) view(d viewer) Value     { return collect(d, SequenceValue, s.Values()) }
func (b *Bits) view(d viewer) Value          { return collect(d, SetValue, b.All()) }
func (c *Messages[M]) view(d viewer) Value   { return c.set.view(d) }
func (c *MessageBag[M]) view(d viewer) Value { return c.bag.view(d) }
func (c *FIFO[M]) view(d viewer) Value       { return c.links.view(d) }

// receiver is implemented by the instances of handlers.
type receiver interface{ receiver(k int) any }

func (r *receive[S, I, N, M]) receiver(k int) any { return r.net.To(&r.msgs[k]) }

// Node implements Worker.
func (w *worker[S]) Node(id Instance) string {
	inst := w.inst[id.Action()]
	inst.load(&w.parent)
	if r, ok := inst.(receiver); ok {
		return fmt.Sprint(r.receiver(id.params()))
	}
	args := inst.args(id.params())
	if received := w.Received(id); len(received) > 0 {
		return received[0].To
	}
	if node := w.actions[id.Action()].mail.node; node != nil {
		return node(&w.parent, args)
	}
	for _, a := range args {
		if t := reflect.TypeOf(a); codec.IsIndex(t) && !w.isData(t) {
			return fmt.Sprint(a)
		}
	}
	return ""
}

// isData reports whether the elements of an index type are no processes.
func (c *compiled[S]) isData(t reflect.Type) bool {
	return slices.ContainsFunc(c.Data, func(d AnyDomain) bool { return d.domain().Type == t })
}
