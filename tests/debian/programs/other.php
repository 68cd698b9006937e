<?php

// A script that is not of siplaunch: it works, and PHP lets it call no library.
echo 'works';
try {
    FFI::cdef('int getpid(void);')->getpid();
    echo ', and calls libraries';
} catch (Error) {
}
