{{ stage('tic__slt_treasuries') }}
